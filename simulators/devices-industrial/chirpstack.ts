/** An uplink as ChirpStack v4 tells it. Fields that are 0 are left out (proto3 JSON), times have nanoseconds. */

export interface Uplink {
  readonly devEui: string
  readonly name: string
  /** Of the device profile. */
  readonly profile: string
  /** A listens after it has spoken, C always. */
  readonly deviceClass: 'A' | 'C'
  readonly fPort: number
  readonly count: number
  readonly frame: Uint8Array
  /** ms since 1970. */
  readonly at: number
}

export function upBody({ devEui, name, profile, deviceClass, fPort, count, frame, at }: Uplink): object {
  return {
    deduplicationId: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
    time: `${new Date(at).toISOString().slice(0, -1)}000000+00:00`,
    deviceInfo: {
      tenantName: 'ChirpStack',
      deviceProfileName: profile,
      deviceName: name,
      devEui,
      deviceClassEnabled: `CLASS_${deviceClass}`,
    },
    devAddr: '00189440',
    dr: 5,
    ...(count === 0 ? {} : { fCnt: count }),
    fPort,
    data: Buffer.from(frame).toString('base64'),
    rxInfo: [{ gatewayId: '0016c001f153a14c', uplinkId: count + 1, rssi: -71, snr: 9.2 }],
    txInfo: { frequency: 868_100_000, modulation: { lora: { bandwidth: 125_000, spreadingFactor: 7 } } },
  }
}
