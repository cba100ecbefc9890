/** The handover card: read here, printed and signed, or said on a channel. */
import { useSignal } from '@preact/signals'
import type { Name } from '../../../core/contract/schema.ts'
import { addressOf, api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { language } from '../../data/preferences.ts'
import { useResource } from '../../data/resource.ts'
import { may, site } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { SelectField } from '../../widgets/field.tsx'
import { ReportPage } from '../reports/report-page.tsx'
import { k } from './words.ts'

export function Handover() {
  const siteId = site.value?.id
  const [resource, again] = useResource(
    () => call(api.getHandover, { query: { siteId } }),
    `handover/${siteId}`,
  )
  return (
    <>
      <div class="row">
        <a
          class="button"
          href={addressOf(api.getHandoverPdf, {}, { siteId, language: language.value })}
          target="_blank"
          rel="noopener"
        >
          {k('print')}
        </a>
        {may('alarm.acknowledge') && <Send />}
      </div>
      <Answer resource={resource} again={again}>
        {document => <ReportPage document={document} />}
      </Answer>
    </>
  )
}

function Send() {
  const [resource] = useResource(() => call(api.listHandoverChannels), 'handover-channels')
  const list = resource.value.state === 'here' ? resource.value.value : []
  return list.length === 0 ? null : <SendOn channels={list} />
}

function SendOn({ channels }: { channels: readonly { id: string; name: Name }[] }) {
  const channelId = useSignal(channels[0]?.id ?? '')
  const told = useSignal('')
  const attempt = useAttempt()
  const send = () =>
    attempt.run(async () => {
      told.value = ''
      const { ok, detail } = await call(api.sendHandover, { body: { channelId: channelId.value } })
      told.value = ok ? k('sent') : k('notSent', { detail })
    })
  return (
    <>
      <SelectField
        label={k('sendOn')}
        value={channelId}
        choices={channels.map(({ id, name }) => ({ value: id, label: n(name) }))}
      />
      <button type="button" class="button" disabled={attempt.busy.value} onClick={() => void send()}>
        {k('send')}
      </button>
      <span role="status">{told.value}</span>
      <Trouble error={attempt.trouble.value} />
    </>
  )
}
