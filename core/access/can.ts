/** Who may do what, where. The whole of authorisation is this table. */
import type { Role } from './role.ts'

export const ACTIONS = [
  'site.read',
  'site.change',
  'device.read',
  'device.change',
  'rule.read',
  'rule.change',
  'cabinet.operate',
  'cabinet.change',
  'alarm.read',
  'alarm.acknowledge',
  'alarm.shelve',
  'channel.read',
  'channel.change',
  'roster.read',
  'roster.change',
  'watering.read',
  'watering.operate',
  'watering.change',
  'meter.read',
  'meter.enter',
  'meter.change',
  'report.read',
  'report.make',
  'report.send',
  'user.read',
  'user.change',
  'audit.read',
  'system.read',
  'system.change',
] as const
export type Action = (typeof ACTIONS)[number]

const READ: readonly Action[] = [
  'site.read',
  'device.read',
  'rule.read',
  'alarm.read',
  'roster.read',
  'watering.read',
  'meter.read',
  'report.read',
]

const GRANTS: Readonly<Record<Role, readonly Action[]>> = {
  viewer: READ,
  kitchen: [
    ...READ,
    'alarm.acknowledge',
    'alarm.shelve',
    'rule.change',
    'roster.change',
    'cabinet.operate',
    'cabinet.change',
    'meter.enter',
    'report.make',
    'report.send',
  ],
  grounds: [
    ...READ,
    'alarm.acknowledge',
    'watering.operate',
    'watering.change',
    'meter.enter',
    'report.make',
  ],
  energy: [...READ, 'alarm.acknowledge', 'meter.enter', 'meter.change', 'report.make', 'report.send'],
  manager: [
    ...READ,
    'alarm.acknowledge',
    'alarm.shelve',
    'rule.change',
    'cabinet.operate',
    'cabinet.change',
    'roster.change',
    'watering.operate',
    'watering.change',
    'meter.enter',
    'meter.change',
    'report.make',
    'report.send',
    'device.change',
    'channel.read',
    'audit.read',
  ],
  administrator: ACTIONS,
}

/** Anybody who holds a role at some sites: a user, or a script's token. */
export interface Actor {
  /** As written into the audit log. */
  readonly name: string
  readonly role: Role
  /** Site ids; `*` for all. */
  readonly sites: readonly string[]
}

/** True when the actor's role allows the action and, when a site is given, holds there. */
export function can(actor: Actor, action: Action, siteId?: string): boolean {
  if (!GRANTS[actor.role].includes(action)) return false
  return siteId === undefined || seesSite(actor, siteId)
}

export function seesSite(actor: Actor, siteId: string): boolean {
  return actor.sites.includes('*') || actor.sites.includes(siteId)
}
