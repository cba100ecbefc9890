/** The steps of a plan in words. */
import type { EscalationStep, Target } from '../../../core/contract/escalation.ts'
import type { Role } from '../../../core/contract/user.ts'
import { personName } from '../../data/people.ts'
import { duration } from '../../data/shown.ts'
import { type WordKey, w } from '../../data/words.ts'

export const ROLE_WORDS: Readonly<Record<Role, WordKey>> = {
  viewer: 'roleViewer',
  kitchen: 'roleKitchen',
  grounds: 'roleGrounds',
  energy: 'roleEnergy',
  manager: 'roleManager',
  administrator: 'roleAdministrator',
}

export function afterWords({ afterS }: Pick<EscalationStep, 'afterS'>): string {
  return afterS === 0 ? w('stepAtOnce') : `+ ${duration(afterS * 1000)}`
}

export function targetWords(target: Target): string {
  switch (target.to) {
    case 'responsible':
      return w('toResponsible')
    case 'on-duty':
      return w('toOnDuty')
    case 'everyone':
      return w('toEveryone')
    case 'role':
      return w('toRole', { role: w(ROLE_WORDS[target.role]) })
    case 'user':
      return personName(target.userId)
  }
}
