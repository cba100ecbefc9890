/** A command line on a real data folder. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Value } from 'typebox/value'
import { Config } from '../../../core/contract/config.ts'
import type { StateStore } from '../../../core/ports.ts'
import { type Command, commandContext } from '../../../server/commands/command.ts'
import { openStateStore } from '../../../server/store/state-sqlite.ts'

export class TestConsole {
  readonly folder = mkdtempSync(join(tmpdir(), 'steward-cli-'))
  readonly config: Config
  input = ''
  out: string[] = []
  err: string[] = []
  /** The same file as a running server has it open. */
  readonly state: StateStore

  constructor(settings: Partial<Config> = {}) {
    this.config = Value.Default(Config, { data: this.folder, ...settings }) as Config
    this.state = openStateStore(join(this.folder, 'state.sqlite'))
  }

  async run(command: Command, ...args: string[]): Promise<number> {
    this.out = []
    this.err = []
    const context = {
      ...commandContext(this.config),
      print: (line: string) => void this.out.push(line),
      printError: (line: string) => void this.err.push(line),
      readInput: async () => this.input,
    }
    return command.run(context, args)
  }

  /** What follows `password: ` in the output. */
  get password(): string {
    return /^password: (\S+)/m.exec(this.out.join('\n'))?.[1] ?? ''
  }

  close(): void {
    this.state.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
