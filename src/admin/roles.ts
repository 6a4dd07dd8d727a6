/** What an account may do. Staff send pictures; the others also read the record. */
export const ROLES = ['admin', 'reviewer', 'auditor', 'staff'] as const

export type Role = (typeof ROLES)[number]

export function isRole(text: unknown): text is Role {
  return ROLES.some((role) => role === text)
}

/** Who may open the dashboard. */
export function mayReadRecord(role: Role): boolean {
  return role !== 'staff'
}
