/** What a subcommand is, and what it may use. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../core/contract/config.ts'
import type { Clock, StateStore } from '../../core/ports.ts'
import { openStateStore } from '../store/state-sqlite.ts'

export interface Command {
  readonly name: string
  /** How it is written, and what it does, one line each. */
  readonly usage: readonly string[]
  readonly summary: string
  /** Answers with the exit code. Throws an error whose message is the one line a person needs. */
  run(context: CommandContext, args: readonly string[]): Promise<number>
}

export interface CommandContext {
  readonly config: Config
  readonly clock: Clock
  /** One line to a person. */
  print(line: string): void
  printError(line: string): void
  /** Everything typed or piped into the command, without the last line break. */
  readInput(): Promise<string>
  /** Opens the state for as long as the work takes; a running server on the same folder sees the change at once. */
  withState<T>(work: (state: StateStore) => T | Promise<T>): Promise<T>
}

/** Wrong words on the command line: exit code 2 and how it is written. */
export class UsageFault extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageFault'
  }
}

export function commandContext(config: Config): CommandContext {
  return {
    config,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    print: line => void process.stdout.write(`${line}\n`),
    printError: line => void process.stderr.write(`${line}\n`),
    readInput,
    async withState(work) {
      mkdirSync(config.data, { recursive: true, mode: 0o700 })
      const state = openStateStore(join(config.data, 'state.sqlite'))
      try {
        return await work(state)
      } finally {
        state.close()
      }
    },
  }
}

const INPUT_MAX = 10_000

async function readInput(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk
    if (text.length > INPUT_MAX) throw new UsageFault('too much input')
    // At a console a line is all there will be; from a pipe the rest may follow.
    if (process.stdin.isTTY && text.includes('\n')) break
  }
  return text.replace(/\r?\n$/, '')
}
