/** Whether a Steward runs on this data folder, and asking it over its own API. */
import { join } from 'node:path'
import { API_PREFIX } from '../../core/contract/api.ts'
import type { Config } from '../../core/contract/config.ts'
import { createToken } from '../access/tokens.ts'
import { lockFolder } from '../store/folder-lock.ts'
import type { CommandContext } from './command.ts'

/** The store of readings, or the spool before another one, has one owner at a time. */
export function isRunning({ data, store }: Pick<Config, 'data' | 'store'>): boolean {
  try {
    lockFolder(join(data, store === 'duckdb' ? 'series' : 'spool'))()
    return false
  } catch {
    return true
  }
}

/**
 * Calls the running one as an administrator, with a token that lives for this call. Throws what it says is wrong, or
 * where it was looked for and not found.
 */
export async function askRunning<T>(
  context: CommandContext,
  { method, path, name, body }: { method: 'GET' | 'POST'; path: string; name: string; body?: unknown },
): Promise<T> {
  const { config, clock } = context
  return context.withState(async state => {
    const { token, secret } = createToken(state, clock, { name, role: 'administrator', sites: ['*'] })
    try {
      const host = config.host === '0.0.0.0' ? '127.0.0.1' : config.host
      const address = `http://${host}:${config.httpPort}`
      const response = await fetch(`${address}${API_PREFIX}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${secret}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }).catch(() => {
        throw new Error(
          `Steward is running but not at ${address}: run this with the same settings (STEWARD_HTTP_PORT)`,
        )
      })
      const answer = (await response.json()) as T & { message?: string }
      if (!response.ok) throw new Error(`the running Steward says: ${answer.message ?? response.status}`)
      return answer
    } finally {
      state.tokens.remove(token.id)
    }
  })
}
