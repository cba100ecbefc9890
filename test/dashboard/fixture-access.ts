/** Answers about who connects, for the fixture server. */
import type { CredentialView, MqttDoor } from '../../core/contract/credential.ts'
import type { Recording } from '../../core/contract/recording.ts'

const DAY = 86_400_000

/** Undefined for a path that is about something else. */
export function accessAnswer(path: string, now: number): unknown {
  if (path === '/mqtt') return doorAt(now)
  if (path === '/credentials') return [credential(now, {}), credential(now, { id: 'lora', disabled: true })]
  if (path === '/recordings') return [recordingAt(now)]
  if (path === '/pairing') return { pairing: null }
  if (path === '/mqtt/clients') return { clients: [], total: 0 }
  return undefined
}

function recordingAt(now: number): Recording {
  return {
    id: '1700000000000',
    filter: 'zigbee2mqtt/#',
    by: 'admin',
    startedAt: now - DAY,
    endsAt: now - DAY + 600_000,
    endedAt: now - DAY + 600_000,
    ended: 'time',
    packets: 812,
    bytes: 96_000,
    missed: 0,
  }
}

function doorAt(now: number): MqttDoor {
  return {
    outside: false,
    mqttPort: 1883,
    mqttsPort: 8883,
    websocketPath: '/mqtt',
    tls: {
      names: ['192.0.2.7'],
      fingerprint: '00:11',
      validFrom: now - DAY,
      validTo: now + 300 * DAY,
      loadedAt: now - DAY,
      refused: null,
      clientCertificates: true,
    },
  }
}

function credential(now: number, change: Partial<CredentialView>): CredentialView {
  return {
    id: 'hall-zigbee',
    kind: 'zigbee2mqtt',
    base: null,
    deviceId: null,
    publish: ['zigbee2mqtt/#', 'homeassistant/#'],
    subscribe: ['zigbee2mqtt/#', 'homeassistant/status'],
    createdAt: now - DAY,
    issuedAt: now - DAY,
    disabled: false,
    lastConnectedAt: now - 5000,
    lastAddress: '192.0.2.40',
    clients: 1,
    ...change,
  }
}
