/** Pictures people upload, kept with everything else, so that a backup has them. */
import { randomUUID } from 'node:crypto'
import { Problem } from '../core/contract/error.ts'
import type { Picture } from '../core/contract/picture.ts'
import type { Clock, StateStore } from '../core/ports.ts'

/** Throws a `Problem` for what is no picture, whatever it calls itself. */
export function keepPicture(
  { state, clock }: { state: Pick<StateStore, 'pictures'>; clock: Clock },
  siteId: string,
  by: string,
  base64: string,
): Picture {
  const type = pictureType(base64)
  if (type === undefined) throw new Problem('request.invalid', 'the picture is neither JPEG, PNG nor WebP')
  const picture: Picture = { id: randomUUID(), siteId, type, base64, by, at: clock.now() }
  state.pictures.put(picture)
  return picture
}

/** By its first bytes, whatever it calls itself; undefined for what is no JPEG, PNG or WebP. */
export function pictureType(base64: string): Picture['type'] | undefined {
  const bytes = Buffer.from(base64.slice(0, 64), 'base64')
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg'
  if (bytes.subarray(0, 8).toString('hex') === '89504e470d0a1a0a') return 'image/png'
  const isWebp = bytes.subarray(0, 4).toString() === 'RIFF' && bytes.subarray(8, 12).toString() === 'WEBP'
  return isWebp ? 'image/webp' : undefined
}
