import type { Logger } from '../../server/services.ts'

/** For tests that do not look at what is logged. */
export const silentLog: Logger = { debug() {}, info() {}, warn() {}, error() {} }
