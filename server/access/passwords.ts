/**
 * People's passwords: Argon2id in PHC string format, with the parameters of the OWASP Password Storage Cheat Sheet
 * (19 MiB, 2 passes, 1 lane). About 50 ms on a small machine.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { Problem } from '../../core/contract/error.ts'

const MEMORY_KIB = 19_456
const PASSES = 2
const LANES = 1
const TAG_BYTES = 32
const SALT_BYTES = 16

/** Each costs 19 MiB and 50 ms of a core; who comes when the queue is full is asked to come again. */
const WAITING_MAX = 32

const derive = promisify(argon2)
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replaceAll('=', '')

let waiting = 0

async function argon2id(password: string, salt: Uint8Array, passes: number, memory: number): Promise<Buffer> {
  if (waiting >= WAITING_MAX)
    throw new Problem('request.too-many', 'too many sign-ins at once', { seconds: 2 })
  waiting += 1
  try {
    return await derive('argon2id', {
      message: password.normalize('NFC'),
      nonce: salt,
      parallelism: LANES,
      tagLength: TAG_BYTES,
      memory,
      passes,
    })
  } finally {
    waiting -= 1
  }
}

/** `$argon2id$v=19$m=19456,t=2,p=1$salt$hash` */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const tag = await argon2id(password, salt, PASSES, MEMORY_KIB)
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${base64(salt)}$${base64(tag)}`
}

/** Takes as long for a hash that is not there as for one that is, so that nobody learns which names exist. */
export async function verifyPassword(phc: string | undefined, password: string): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(phc ?? '')
  const [, memory = MEMORY_KIB, passes = PASSES, salt = 'AAAAAAAAAAAAAAAAAAAAAA', tag = ''] = parts ?? []
  const actual = await argon2id(password, Buffer.from(salt, 'base64'), Number(passes), Number(memory))
  const expected = Buffer.from(tag, 'base64')
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}
