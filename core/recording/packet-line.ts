/** A recording is a file of raw packets, one JSON object a line: what a real site sent can be sent again, anywhere. */

export interface PacketLine {
  /** When it came, ms since 1970. */
  readonly at: number
  readonly topic: string
  readonly payloadBase64: string
  readonly qos: 0 | 1 | 2
  readonly retain: boolean
  /** Something in it was replaced because it is a secret. */
  readonly hidden?: true
}

/** Lines longer than this are no packet of ours: a frame of 1 MB in base64, and its topic. */
export const LINE_CHARS_MAX = 2_000_000

/** Without the line break. */
export function lineOfPacket({ at, topic, payloadBase64, qos, retain, hidden }: PacketLine): string {
  return JSON.stringify({ at, topic, payloadBase64, qos, retain, ...(hidden && { hidden }) })
}

/** Undefined for a line that is no packet, such as one that a crash cut off. */
export function packetOfLine(line: string): PacketLine | undefined {
  if (line.length > LINE_CHARS_MAX) return undefined
  let body: unknown
  try {
    body = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof body !== 'object' || body === null) return undefined
  const { at, topic, payloadBase64, qos, retain, hidden } = body as Record<string, unknown>
  if (typeof at !== 'number' || !Number.isFinite(at) || typeof topic !== 'string' || topic === '')
    return undefined
  if (typeof payloadBase64 !== 'string') return undefined
  const level = qos === 1 || qos === 2 ? qos : 0
  const packet = { at, topic, payloadBase64, qos: level, retain: retain === true } as const
  return hidden === true ? { ...packet, hidden } : packet
}
