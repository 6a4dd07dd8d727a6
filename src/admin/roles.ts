/** What an account may do. Staff send pictures; the others also read the record. */
export const ROLES = ['admin', 'reviewer', 'auditor', 'staff'] as const

export type Role = (typeof ROLES)[number]

export function isRole(text: unknown): text is Role {
  return ROLES.some((role) => role === text)
}

/** What a route of the dashboard asks of an account. */
export const PERMISSIONS = [
  'record.read',
  'record.export',
  'study.review',
  'study.rerun',
  'models.promote',
  'people.manage',
  'clients.manage',
  'audit.read',
  'health.read',
] as const

export type Permission = (typeof PERMISSIONS)[number]

export function isPermission(text: unknown): text is Permission {
  return PERMISSIONS.some((permission) => permission === text)
}

/** Reviewers judge films, auditors prove what happened and change nothing, administrators do everything. */
const GRANTED: Readonly<Record<Role, readonly Permission[]>> = {
  admin: PERMISSIONS,
  reviewer: ['record.read', 'study.review', 'study.rerun'],
  auditor: ['record.read', 'record.export', 'audit.read', 'health.read'],
  staff: [],
}

export function may(role: Role, permission: Permission): boolean {
  return GRANTED[role].includes(permission)
}

/** Who may open the dashboard. */
export function mayReadRecord(role: Role): boolean {
  return may(role, 'record.read')
}
