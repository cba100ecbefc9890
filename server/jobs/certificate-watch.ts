/** Raises an alarm before the certificate that devices see ends, and when its new files cannot be used. */
import type { TlsStatus } from '../../core/contract/credential.ts'
import type { Name } from '../../core/contract/schema.ts'
import type { Clock } from '../../core/ports.ts'
import { certificateTexts } from '../../core/text/certificate.ts'
import type { AlarmService } from '../services.ts'

const EVERY_MS = 60_000
/** Renewals are usually made a month before the end: one that failed is noticed with time to spare. */
const WARN_MS = 14 * 86_400_000

export interface CertificateWatchParts {
  /** Null without TLS. */
  readonly tls: () => TlsStatus | null
  readonly alarms: Pick<AlarmService, 'signal'>
  readonly clock: Clock
  readonly siteId: string
}

/** Answers with the way to stop. */
export function watchCertificate({ tls, alarms, clock, siteId }: CertificateWatchParts): () => void {
  const told = new Map<string, boolean>()
  /** The first look is told as well: an alarm of the last run may be open. */
  const tell = (key: string, active: boolean, name: Name) => {
    if (told.get(key) === active) return
    told.set(key, active)
    alarms.signal({ source: 'system', key, active, siteId, deviceId: null, name, priority: 'medium' })
  }
  const look = () => {
    const status = tls()
    tell('tls.refused', status !== null && status.refused !== null, certificateTexts.refused)
    tell('tls.ending', status !== null && status.validTo - clock.now() < WARN_MS, certificateTexts.ending)
  }
  const timer = setInterval(look, EVERY_MS)
  return () => clearInterval(timer)
}
