/** What a person is to the place; what each may do is in can.ts. */
export const ROLES = ['viewer', 'kitchen', 'grounds', 'energy', 'manager', 'administrator'] as const
export type Role = (typeof ROLES)[number]
