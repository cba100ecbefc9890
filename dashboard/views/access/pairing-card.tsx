/** Opens the way in for devices that have no credential yet, and says what comes in by it. */
import { useSignal } from '@preact/signals'
import { formatCountdown } from '../../../core/text/format.ts'
import { useAttempt } from '../../data/attempt.ts'
import { closePairing, openPairing, pairing } from '../../data/pairing.ts'
import { inboxCount, may, now } from '../../data/store.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { FormFoot, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { a } from './words.ts'

const PREFIX = /^(?!\$)[^+#]{0,119}[^+#/]$/
const MINUTES = ['5', '10', '15'] as const
const USUAL = ['zigbee2mqtt', 'tele', 'shellies', 'homeassistant', 'dtu', 'application', 'home']

export function PairingCard() {
  const open = pairing.value
  if (open !== null && open.closesAt > now.value) return <Open />
  return may('system.change') ? <Closed /> : null
}

function Closed() {
  const asked = useSignal(false)
  const prefix = useSignal('')
  const minutes = useSignal<(typeof MINUTES)[number]>('5')
  const attempt = useAttempt()
  const open = () =>
    attempt
      .run(() => openPairing(prefix.value.trim(), Number(minutes.value)))
      .then(well => {
        if (well) asked.value = false
      })
  if (!asked.value)
    return (
      <section class="card stack">
        <h2>{a('pairing')}</h2>
        <p class="quiet">{a('pairingText')}</p>
        <p>
          <button type="button" class="button" data-testid="ask-pairing" onClick={() => (asked.value = true)}>
            {a('pairingOpen')}
          </button>
        </p>
      </section>
    )
  return (
    <form class="card stack" onSubmit={onSubmit(() => void open())} data-testid="pairing-form">
      <h2>{a('pairing')}</h2>
      <p class="quiet">{a('pairingText')}</p>
      <div class="form">
        <TextField
          label={a('pairingPrefix')}
          value={prefix}
          autocomplete="off"
          list="pairing-prefixes"
          required
        />
        <SelectField
          label={a('pairingMinutes')}
          value={minutes}
          choices={MINUTES.map(value => ({ value, label: a('minutes', { count: value }) }))}
        />
      </div>
      <datalist id="pairing-prefixes">
        {USUAL.map(word => (
          <option key={word} value={word} />
        ))}
      </datalist>
      <FormFoot
        attempt={attempt}
        save={a('pairingOpen')}
        valid={PREFIX.test(prefix.value.trim())}
        cancel={() => (asked.value = false)}
      />
    </form>
  )
}

function Open() {
  const attempt = useAttempt()
  const open = pairing.value
  if (open === null) return null
  const left = formatCountdown(open.closesAt - now.value)
  const rows = [
    [a('pairingPrefix'), `${open.prefix}/…`],
    [a('pairingBy'), open.by],
    [a('pairingClients'), String(open.clients)],
    [a('pairingPackets'), a('pairingCounts', { packets: open.packets, refused: open.refused })],
  ] as const
  return (
    <section class="card stack" data-testid="pairing-open">
      <h2>
        {a('pairingIsOpen')} · {a('pairingLeft', { left })}
      </h2>
      <p class="quiet">{a('pairingHow')}</p>
      <dl class="access-facts">
        {rows.map(([label, text]) => (
          <div key={label}>
            <dt class="small quiet">{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <Trouble error={attempt.trouble.value} />
      <p class="row">
        <a class="button primary" href="/devices/inbox">
          {a('pairingInbox', { count: inboxCount.value })}
        </a>
        {may('device.change') && (
          <button
            type="button"
            class="button"
            disabled={attempt.busy.value}
            onClick={() => void attempt.run(closePairing)}
          >
            {a('pairingClose')}
          </button>
        )}
      </p>
    </section>
  )
}
