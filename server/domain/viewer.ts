/** Who is looking, and how much of the country they may see. */
import type { ProvinceCode } from './province.ts';

export const ROLES = ['viewer', 'manager', 'operator', 'lead', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

export type Scope =
  | { readonly type: 'nation' }
  | { readonly type: 'province'; readonly province: ProvinceCode }
  | { readonly type: 'centres'; readonly codes: readonly string[] };

export interface Viewer {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly scope: Scope;
}

/** Whether `scope` takes in a centre. */
export function scopeIncludes(
  scope: Scope,
  centre: { readonly code: string; readonly province: ProvinceCode },
): boolean {
  switch (scope.type) {
    case 'nation':
      return true;
    case 'province':
      return scope.province === centre.province;
    case 'centres':
      return scope.codes.includes(centre.code);
  }
}
