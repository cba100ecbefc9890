import { backup, restore } from './backup.ts'
import type { Command } from './command.ts'
import { device } from './device.ts'
import { doctor } from './doctor.ts'
import { exportCommand } from './export.ts'
import { helpFor } from './help.ts'
import { importCommand } from './import.ts'
import { record } from './record.ts'
import { replay } from './replay.ts'
import { token } from './token.ts'
import { user } from './user.ts'

export { type Command, type CommandContext, commandContext } from './command.ts'

const own: readonly Command[] = [
  user,
  token,
  device,
  record,
  replay,
  exportCommand,
  importCommand,
  backup,
  restore,
  doctor,
]

/** Every subcommand of this room; those of other rooms are only named by `help`. */
export const commands: readonly Command[] = [...own, helpFor(own)]
