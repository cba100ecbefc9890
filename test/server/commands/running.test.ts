/** What a command says when Steward runs somewhere else than its settings tell. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { backup } from '../../../server/commands/backup.ts'
import { exportCommand } from '../../../server/commands/export.ts'
import { lockFolder } from '../../../server/store/folder-lock.ts'
import { TestConsole } from './console.ts'

const NOBODY_LISTENS = 1

let shell: TestConsole
let release: () => void
beforeEach(() => {
  shell = new TestConsole({ host: '127.0.0.1', httpPort: NOBODY_LISTENS })
  mkdirSync(join(shell.folder, 'series'))
  release = lockFolder(join(shell.folder, 'series'))
})
afterEach(() => {
  release()
  shell.close()
})

test.each([
  { command: backup, args: [] },
  { command: exportCommand, args: ['elsewhere'] },
])('$command.name names the address it tried and the setting that is missing', async ({ command, args }) => {
  await expect(shell.run(command, ...args)).rejects.toThrow(
    /not at http:\/\/127\.0\.0\.1:1:.*STEWARD_HTTP_PORT/,
  )
  expect(shell.state.tokens.list()).toEqual([])
})
