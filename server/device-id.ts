import { createHash } from 'node:crypto'

/**
 * A readable id for a device that introduced itself: its own name where that can be an id, with a short hash of its
 * full address when the name had to be changed or is taken.
 */
export function deviceIdFor(codec: string, address: string, taken: (id: string) => boolean): string {
  const own = codec === 'plain' ? (address.split('/').at(-1) ?? address) : address
  const plain = own
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 48)
  if (plain === own && plain !== '' && !taken(plain)) return plain
  const hash = createHash('sha256').update(`${codec}\n${address}`).digest('hex').slice(0, 8)
  return plain === '' ? `device-${hash}` : `${plain}-${hash}`
}
