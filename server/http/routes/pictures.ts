import type { pictureRoutes } from '../../../core/contract/picture.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

export function pictureHandlers({ state }: AppDependencies): HandlersOf<typeof pictureRoutes> {
  return {
    getPicture({ params, own, reply }) {
      const { type, base64 } = own(state.pictures, params.id)
      // Never changed under its id; nosniff is on every answer.
      reply.type(type).header('cache-control', 'private, max-age=31536000, immutable')
      return Buffer.from(base64, 'base64')
    },
  }
}
