/** How one is reached: push on this device, an address, names in the chats, and one's own quiet hours. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Contact } from '../../../core/contract/channel.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { install, installOffer } from '../../data/install.ts'
import { lookForPush, pushState, startPush, stopPush } from '../../data/push.ts'
import { useResource } from '../../data/resource.ts'
import { w } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { FormFoot, onSubmit, TextField } from '../../widgets/field.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { QuietFields, useQuiet } from '../../widgets/quiet-fields.tsx'

export function Reach() {
  const [contact, again] = useResource(() => call(api.getContact), 'contact')
  return (
    <section class="card section" data-testid="reach">
      <h2>{w('reach')}</h2>
      <Push />
      {installOffer.value !== null && (
        <div>
          <button type="button" class="button" onClick={() => void install()}>
            {w('install')}
          </button>
        </div>
      )}
      <Answer resource={contact} again={again} skeletons={1}>
        {kept => <ContactForm key={JSON.stringify(kept)} kept={kept} again={again} />}
      </Answer>
    </section>
  )
}

function Push() {
  const attempt = useAttempt()
  useEffect(() => void lookForPush(), [])
  const state = pushState.value
  if (state === 'unknown') return null
  if (state === 'impossible') return <p class="small quiet">{w('pushImpossible')}</p>
  return (
    <div class="stack">
      <div class="row">
        {state === 'on' && (
          <p class="row is-well">
            <Icon svg={icons.check} />
            {w('pushOn')}
          </p>
        )}
        {state === 'denied' ? (
          <p class="is-failed">{w('pushDenied')}</p>
        ) : (
          <button
            type="button"
            class={state === 'on' ? 'button plain' : 'button primary'}
            disabled={attempt.busy.value}
            onClick={() => void attempt.run(state === 'on' ? stopPush : startPush)}
          >
            {w(state === 'on' ? 'pushStop' : 'pushHere')}
          </button>
        )}
      </div>
      <Trouble error={attempt.trouble.value} />
    </div>
  )
}

function ContactForm({ kept, again }: { kept: Contact; again: () => Promise<void> }) {
  const email = useSignal(kept.email ?? '')
  const wecom = useSignal(kept.wecom ?? '')
  const dingtalk = useSignal(kept.dingtalk ?? '')
  const feishu = useSignal(kept.feishu ?? '')
  const quiet = useQuiet(kept.quiet)
  const saved = useSignal(false)
  const attempt = useAttempt()
  const text = (value: string) => value.trim() || null
  const save = async () => {
    saved.value = false
    const body = {
      email: text(email.value),
      wecom: text(wecom.value),
      dingtalk: text(dingtalk.value),
      feishu: text(feishu.value),
      quiet: quiet.read(),
    }
    if (!(await attempt.run(() => call(api.setContact, { body })))) return
    saved.value = true
    await again()
  }
  return (
    <form class="stack" onSubmit={onSubmit(() => void save())}>
      <div class="form">
        <TextField label={w('email')} value={email} maxLength={254} />
        <TextField label={w('wecomId')} value={wecom} maxLength={64} />
        <TextField label={w('dingtalkMobile')} value={dingtalk} maxLength={32} />
        <TextField label={w('feishuId')} value={feishu} maxLength={64} />
      </div>
      <QuietFields draft={quiet} />
      <FormFoot attempt={attempt} valid={quiet.valid()}>
        {saved.value && <p role="status">{w('saved')}</p>}
      </FormFoot>
    </form>
  )
}
