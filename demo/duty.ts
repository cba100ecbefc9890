/** Who is on duty in the demo, and who is told next when nobody answers. */
import type { EscalationStep } from '../core/contract/escalation.ts'
import type { Slot } from '../core/contract/roster.ts'
import type { StateStore } from '../core/ports.ts'
import { demoDuty } from '../core/text/demo-duty.ts'

const DAYS = [1, 2, 3, 4, 5, 6, 7]
/** A Monday. */
const ANCHOR = '2026-01-05'

const STEPS: EscalationStep[] = [
  { afterS: 0, who: [{ to: 'responsible' }, { to: 'on-duty' }], channelIds: [] },
  { afterS: 300, who: [{ to: 'role', role: 'manager' }], channelIds: [] },
  { afterS: 900, who: [{ to: 'everyone' }], channelIds: [] },
]

/** Shifts around the clock, a person for the site, a plan, and push, which needs no address. */
export function furnishDuty(state: StateStore, siteId: string, createdAt: number): void {
  const people = state.users.list({ disabled: false })
  const idOf = (name: string) => people.find(({ username }) => username === name)?.id
  const [kitchen, manager, grounds] = ['kitchen', 'manager', 'grounds'].map(idOf)
  if (kitchen === undefined || manager === undefined || grounds === undefined) return
  const base = { siteId, createdAt }
  state.rosters.put({
    ...base,
    id: 'demo-duty',
    name: demoDuty.roster,
    areaIds: [],
    shifts: [
      { id: 'early', name: demoDuty.early, from: '06:00', to: '14:00' },
      { id: 'late', name: demoDuty.late, from: '14:00', to: '22:00' },
      { id: 'night', name: demoDuty.night, from: '22:00', to: '06:00' },
    ],
    weeks: 1,
    anchor: ANCHOR,
    slots: [...slotsOf('early', kitchen), ...slotsOf('late', manager), ...slotsOf('night', grounds)],
    swaps: [],
  })
  const place = { id: `site:${siteId}`, siteId, areaId: null }
  state.responsibilities.put({ ...place, userId: kitchen, deputyId: manager })
  state.escalationPlans.put({
    ...base,
    id: 'demo-plan',
    name: demoDuty.plan,
    areaIds: [],
    priorities: ['critical', 'high'],
    steps: STEPS,
    remindS: 600,
    remindTimes: 3,
    enabled: true,
  })
  const push = { type: 'push', url: '', secret: null, minPriority: 'medium', enabled: true } as const
  state.channels.put({ ...base, ...push, id: 'demo-push', name: demoDuty.push })
}

function slotsOf(shiftId: string, userId: string): Slot[] {
  return DAYS.map(day => ({ week: 0, day, shiftId, userIds: [userId] }))
}
