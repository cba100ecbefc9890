/** The whole configuration as files that people can read, compare and keep in git. */
import { type Static, Type } from 'typebox'
import { routes } from './route.ts'
import { oneOf, record } from './schema.ts'

/** Of all files together, as they are sent. */
export const CONFIGURATION_BYTES_MAX = 16 * 1024 * 1024

/** File name -> YAML. */
const Files = Type.Record(Type.String({ pattern: '^[a-z-]{1,40}\\.yaml$' }), Type.String(), {
  maxProperties: 64,
})

export const FieldChange = Type.Object({
  /** `condition.limit`; empty for the whole of it. */
  field: Type.String(),
  before: Type.Unknown(),
  after: Type.Unknown(),
})
export type FieldChange = Static<typeof FieldChange>

export const ConfigurationChange = Type.Object({
  /** The file it stands in, without its ending: `rules`. */
  noun: Type.String(),
  id: Type.String(),
  /** `disabled`: not in the files any more, but its history stays, so it is put out of service. */
  change: oneOf(['added', 'changed', 'removed', 'disabled']),
  fields: Type.Array(FieldChange),
})
export type ConfigurationChange = Static<typeof ConfigurationChange>

export const ConfigurationFault = Type.Object({
  file: Type.String(),
  /** What it is about: an id, or empty for the whole file. */
  id: Type.String(),
  message: Type.String(),
})
export type ConfigurationFault = Static<typeof ConfigurationFault>

export const ImportReply = Type.Object({
  changes: Type.Array(ConfigurationChange),
  /** While there is one, nothing is changed at all. */
  faults: Type.Array(ConfigurationFault),
  /** What a person has to do by hand: give a new user a password, a channel its secret. */
  notes: Type.Array(Type.String()),
  applied: Type.Boolean(),
})
export type ImportReply = Static<typeof ImportReply>

export const configurationRoutes = routes({
  exportConfiguration: {
    method: 'GET',
    path: '/configuration',
    action: 'system.change',
    summary: 'The whole configuration as YAML files, without secrets',
    reply: Type.Object({ files: Files }),
  },
  importConfiguration: {
    method: 'POST',
    path: '/configuration',
    action: 'system.change',
    summary:
      'Make the configuration what the files say, all or nothing; a file that is missing leaves its things alone',
    bodyBytes: CONFIGURATION_BYTES_MAX,
    body: record({ files: Files, dryRun: Type.Boolean() }),
    reply: ImportReply,
  },
})
