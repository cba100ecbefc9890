import type { Command } from './command.ts'

const ELSEWHERE: readonly string[] = [
  'start                                           run Steward (also without any word)',
  'demo [--days N] [--speed X] [--scenario NAME]   run it with a simulated canteen',
  'simulate [--site-days N] [--seed S]             the whole domain on virtual time',
  'help                                            this list',
  'decode --topic T [--hex] < payload              decode one MQTT message and print it as JSON',
  'decode --recording < file                       the same for every packet of a recording',
]

/** `help`: how every command is written. */
export function helpFor(commands: readonly Command[]): Command {
  return {
    name: 'help',
    usage: ['help'],
    summary: 'this list',
    async run({ print }) {
      print('Steward 后勤管家')
      print('')
      for (const line of ELSEWHERE) print(`  ${line}`)
      for (const { usage, summary } of commands) {
        print('')
        print(`  ${summary}:`)
        for (const line of usage) print(`  ${line}`)
      }
      print('')
      print(
        '  Settings are environment variables (STEWARD_DATA, STEWARD_HTTP_PORT, ...) or lines of steward.yaml.',
      )
      return 0
    },
  }
}
