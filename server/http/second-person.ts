import type { Actor } from '../../core/access/can.ts'
import { Problem } from '../../core/contract/error.ts'
import type { Rule } from '../../core/contract/rule.ts'
import type { AlarmService } from '../services.ts'
import type { AppDependencies } from './dependencies.ts'

/**
 * Life safety that is in force is silenced by nobody alone, neither by an edit nor by a removal: two persons have taken
 * it out of service before. Throws unless they did.
 */
export function requireTwo(alarms: Pick<AlarmService, 'standings'>, ruleIds: readonly string[]): void {
  const meant = new Set(ruleIds)
  for (const { ruleId, outOfService } of alarms.standings())
    if (meant.has(ruleId) && outOfService?.second == null)
      throw new Problem(
        'alarm.not-shelvable',
        `rule ${ruleId} is life safety; two persons take it out of service first`,
      )
}

/** Whether a change would keep a life-safety rule quiet for good. `after` undefined: it is removed. */
export function silences(before: Rule | null | undefined, after: Rule | undefined): boolean {
  if (!before?.lifeSafety || !before.enabled) return false
  return after === undefined || !after.lifeSafety || !after.enabled
}

/** Somebody who types their own password at another's screen. Throws where it is wrong, counted like a sign-in. */
export async function signedIn(
  { access }: Pick<AppDependencies, 'access'>,
  typed: { username: string; password: string },
  address: string,
): Promise<Actor> {
  const user = access.users.byName(typed.username)
  const right = user !== undefined && (await access.checkPassword(user, typed.password, address))
  if (!right || user.disabled) throw new Problem('session.wrong-credentials', 'wrong user name or password')
  return { name: user.username, role: user.role, sites: user.sites }
}
