/** One real packet, and what must come out of it. */
export interface ExpectedPoint {
  readonly metric: string
  readonly value: number | boolean | string
  readonly unit?: string
  /** Whichever of these tells several of one kind apart is the channel. */
  readonly channel?: string
  readonly phase?: string
  readonly tariff?: string
  readonly device?: string
  readonly at?: string
  /** Relative. */
  readonly tolerance?: number
  readonly historical?: boolean
}

export interface Sample {
  readonly id: string
  readonly device: string
  readonly topic: string
  readonly retained?: boolean
  readonly payload_text?: string
  readonly payload_hex?: string
  readonly expected: {
    readonly points: readonly ExpectedPoint[]
    readonly device_key?: string
    readonly availability?: string
    readonly timestamp?: string
  }
  readonly must_not?: readonly string[]
  /** `requires` names a sample of the same family that the device has sent before. */
  readonly context?: { readonly requires?: string; readonly model?: string }
}
