/** Random secrets, and what is kept of them. They carry 192 bits or more, so a plain hash is enough to keep. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const SECRET_BYTES = 24

/** 32 characters of base64url. Starts with a letter or digit, so that no command line takes it for an option. */
export function newSecret(): string {
  for (;;) {
    const secret = randomBytes(SECRET_BYTES).toString('base64url')
    if (/^[A-Za-z0-9]/.test(secret)) return secret
  }
}

/** SHA-256, hexadecimal. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Compares in a time that says nothing about where two texts differ. */
export function sameSecret(secret: string, hash: string): boolean {
  return timingSafeEqual(
    createHash('sha256').update(secret).digest(),
    Buffer.from(hash.padEnd(64, '0').slice(0, 64), 'hex'),
  )
}
