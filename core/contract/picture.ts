/** A picture somebody took or drew: of what was done about an alarm, of the rooms. */
import { type Static, Type } from 'typebox'
import { routes } from './route.ts'
import { Id, Instant, oneOf, record } from './schema.ts'

/** Base64 of about 600 kB: a phone makes it smaller before it sends it. */
export const PICTURE_CHARS_MAX = 800_000
export const PictureUpload = Type.String({
  minLength: 16,
  maxLength: PICTURE_CHARS_MAX,
  pattern: '^[A-Za-z0-9+/]+=*$',
  description: 'PNG, JPEG or WebP, base64',
})

export const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const

export const Picture = Type.Object({
  id: Id,
  siteId: Id,
  type: oneOf(PICTURE_TYPES),
  base64: Type.String(),
  by: Type.String(),
  at: Instant,
})
export type Picture = Static<typeof Picture>

export const pictureRoutes = routes({
  getPicture: {
    method: 'GET',
    path: '/pictures/:id',
    action: 'device.read',
    summary: 'A picture',
    params: record({ id: Id }),
    reply: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  },
})
