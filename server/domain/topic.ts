/**
 * The topic grammar of the contract: `{root}/{province}/{centre}/...` at a fixed depth.
 *
 * Parsing never throws: a topic outside the grammar gives a reason that goes to the quarantine.
 */
import { isCode, isDeviceKind, type DeviceKind } from './device.ts';
import { isProvinceCode, type ProvinceCode } from './province.ts';

export const DEFAULT_ROOT = 'erozgar/v1';

interface AtCentre {
  readonly province: ProvinceCode;
  readonly centre: string;
}

export type Topic =
  | (AtCentre & { readonly type: 'data' | 'status' | 'meta' })
  | (AtCentre & { readonly type: 'reading'; readonly kind: DeviceKind; readonly device: string })
  | (AtCentre & { readonly type: 'acknowledgement'; readonly verb: string });

export type TopicFault =
  | 'foreign_root'
  | 'wrong_depth'
  | 'unknown_province'
  | 'bad_centre_code'
  | 'unknown_kind'
  | 'bad_device_code';

export type ParsedTopic =
  { readonly ok: true; readonly topic: Topic } | { readonly ok: false; readonly fault: TopicFault };

function refuse(fault: TopicFault): ParsedTopic {
  return { ok: false, fault };
}

function accept(topic: Topic): ParsedTopic {
  return { ok: true, topic };
}

/** Parses what a gateway may publish to under `root`. */
export function parseTopic(root: string, text: string): ParsedTopic {
  if (!text.startsWith(`${root}/`)) return refuse('foreign_root');
  const [province, centre, ...rest] = text.slice(root.length + 1).split('/');
  if (province === undefined || centre === undefined || rest.length === 0) {
    return refuse('wrong_depth');
  }
  if (!isProvinceCode(province)) return refuse('unknown_province');
  if (!isCode(centre)) return refuse('bad_centre_code');
  return parseLeaf({ province, centre }, rest);
}

/** Parses the levels below the centre. */
function parseLeaf(at: AtCentre, levels: readonly string[]): ParsedTopic {
  const [leaf = '', second = '', third] = levels;
  switch (levels.length) {
    case 1:
      if (leaf === 'data' || leaf === 'status' || leaf === 'meta') {
        return accept({ ...at, type: leaf });
      }
      return refuse(isDeviceKind(leaf) ? 'wrong_depth' : 'unknown_kind');
    case 2:
      if (!isDeviceKind(leaf)) return refuse('unknown_kind');
      if (!isCode(second)) return refuse('bad_device_code');
      return accept({ ...at, type: 'reading', kind: leaf, device: second });
    case 3:
      if (leaf !== 'cmd' || third !== 'ack') return refuse('wrong_depth');
      return accept({ ...at, type: 'acknowledgement', verb: second });
    default:
      return refuse('wrong_depth');
  }
}

/** Topic of one centre's message: `data`, `status`, `meta`, or `{kind}/{device}`. */
export function centreTopic(
  root: string,
  { province, centre }: { readonly province: ProvinceCode; readonly centre: string },
  leaf: string,
): string {
  return `${root}/${province}/${centre}/${leaf}`;
}

/** Parses `kind/device` as written inside a `data` message; undefined when malformed. */
export function parseDevicePath(
  path: string,
): { readonly kind: DeviceKind; readonly device: string } | undefined {
  const slash = path.indexOf('/');
  if (slash < 0) return undefined;
  const kind = path.slice(0, slash);
  const device = path.slice(slash + 1);
  return isDeviceKind(kind) && isCode(device) ? { kind, device } : undefined;
}
