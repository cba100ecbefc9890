/** Where devices connect, and how the certificate stands. */
import type { MqttDoor, TlsStatus } from '../../../core/contract/credential.ts'
import { localDay } from '../../../core/text/format.ts'
import { now, timeZone } from '../../data/store.ts'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { a } from './words.ts'

const DAY_MS = 86_400_000
const ENDING_DAYS = 21

export function Door({ door }: { door: MqttDoor }) {
  if (door.outside)
    return (
      <section class="card">
        <p>{a('outside')}</p>
      </section>
    )
  const lines = [
    [a('host'), location.hostname],
    ...(door.mqttPort === null ? [] : [[a('port'), a('portPlain', { port: door.mqttPort })]]),
    ...(door.mqttsPort === null ? [] : [[a('port'), a('portTls', { port: door.mqttsPort })]]),
    [
      a('websocket'),
      `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${door.websocketPath}`,
    ],
  ]
  return (
    <section class="card stack" data-testid="mqtt-door">
      <h2>{a('doorTitle')}</h2>
      <dl class="access-facts">
        {lines.map(([label, text]) => (
          <div key={text}>
            <dt class="small quiet">{label}</dt>
            <dd class="selectable">{text}</dd>
          </div>
        ))}
      </dl>
      {door.tls === null ? <p class="small quiet">{a('tlsOff')}</p> : <Certificate tls={door.tls} />}
    </section>
  )
}

function Certificate({ tls }: { tls: TlsStatus }) {
  const date = localDay(tls.validTo, timeZone.value)
  const days = Math.floor((tls.validTo - now.value) / DAY_MS)
  return (
    <>
      {days < 0 ? (
        <Warning text={a('tlsOver', { date })} />
      ) : days < ENDING_DAYS ? (
        <Warning text={a('tlsEnding', { date })} />
      ) : (
        <p class="small quiet">
          {a('tlsUntil', { date })} · {tls.names.join(', ')}
        </p>
      )}
      {tls.refused !== null && <Warning text={a('tlsRefused', { reason: tls.refused })} />}
      {tls.clientCertificates && <p class="small quiet">{a('tlsClients')}</p>}
    </>
  )
}

function Warning({ text }: { text: string }) {
  return (
    <p class="problem" role="alert">
      <Icon svg={icons.circleAlert} />
      <span>{text}</span>
    </p>
  )
}
