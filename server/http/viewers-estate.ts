/** The register as one viewer may see it. What lies outside their scope is not there. */
import type { Centre } from '#domain/centre.ts';
import { isProvinceCode } from '#domain/province.ts';
import { type Scope, scopeIncludes, type Viewer } from '#domain/viewer.ts';
import type { Estate } from '../ports/estate.ts';
import { NotFoundError } from './errors.ts';

export function visibleCentre(estate: Estate, viewer: Viewer, code: string): Centre | undefined {
  const centre = estate.centre(code);
  return centre !== undefined && scopeIncludes(viewer.scope, centre) ? centre : undefined;
}

/** Throws NotFoundError. */
export function demandCentre(estate: Estate, viewer: Viewer, code: string): Centre {
  const centre = visibleCentre(estate, viewer, code);
  if (centre === undefined) throw new NotFoundError(code);
  return centre;
}

/** Whether `scope` takes in a place as a publisher named it, known to the register or not. */
export function scopeIncludesPlace(
  scope: Scope,
  place: { readonly centre: string; readonly province: string },
): boolean {
  if (scope.type === 'nation') return true;
  const { centre: code, province } = place;
  return isProvinceCode(province) && scopeIncludes(scope, { code, province });
}
