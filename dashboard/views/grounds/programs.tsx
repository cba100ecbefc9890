import { useSignal } from '@preact/signals'
import type { Program } from '../../../core/contract/watering.ts'
import { methodTexts } from '../../../core/text/watering.ts'
import { startText } from '../../../core/text/watering-starts.ts'
import { api, call } from '../../data/api.ts'
import { language } from '../../data/preferences.ts'
import { useResource } from '../../data/resource.ts'
import { moment } from '../../data/shown.ts'
import { may, now } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { ProgramForm } from './program-form.tsx'
import { WEEKDAYS } from './weekdays.ts'
import { g } from './words.ts'

const PAUSE_HOURS = 48

/** The programs, each with its pause in one tap; a form to write one. */
export function Programs() {
  const [resource, again] = useResource(() => call(api.listPrograms), 'programs')
  const editing = useSignal<string | null>(null)
  const done = () => {
    editing.value = null
    void again()
  }
  return (
    <section class="section">
      <div class="row between">
        <h2>{w('programs')}</h2>
        {may('watering.change') && (
          <button type="button" class="button" onClick={() => (editing.value = 'new')}>
            {w('addProgram')}
          </button>
        )}
      </div>
      {editing.value === 'new' && <ProgramForm done={done} />}
      <Answer resource={resource} again={again} skeletons={1}>
        {list =>
          list.length === 0 ? (
            <p class="quiet">{w('noPrograms')}</p>
          ) : (
            <div class="cards">
              {list.map(program =>
                editing.value === program.id ? (
                  <ProgramForm key={program.id} program={program} done={done} />
                ) : (
                  <ProgramCard
                    key={program.id}
                    program={program}
                    edit={() => (editing.value = program.id)}
                    again={again}
                  />
                ),
              )}
            </div>
          )
        }
      </Answer>
    </section>
  )
}

function ProgramCard(props: { program: Program; edit: () => void; again: () => Promise<void> }) {
  const { program } = props
  const trouble = useSignal<unknown>(null)
  const paused = program.pausedUntil !== null && program.pausedUntil > now.value
  const pause = async () => {
    try {
      const hours = paused ? 0 : PAUSE_HOURS
      await call(api.pauseProgram, { params: { id: program.id }, body: { hours } })
      await props.again()
    } catch (error) {
      trouble.value = error
    }
  }
  return (
    <article class="card stack">
      <h3>{n(program.name)}</h3>
      <p>
        {program.everyDays === null
          ? program.days.map(day => w(WEEKDAYS[day - 1] ?? 'mon')).join(' ')
          : `${g('every')} ${program.everyDays.count} ${g('daysUnit')}`}
        {' · '}
        {program.starts.map(start => startText(start, language.value)).join(' · ')}
      </p>
      <p class="small quiet">{n(methodTexts[program.method])}</p>
      {!program.enabled && <p>{g('programOff')}</p>}
      {paused && program.pausedUntil !== null && (
        <p>{w('pausedUntil', { time: moment(program.pausedUntil) })}</p>
      )}
      <Trouble error={trouble.value} />
      <div class="row">
        {may('watering.operate') && (
          <button type="button" class="button" onClick={() => void pause()}>
            {paused ? w('resume') : w('pause48')}
          </button>
        )}
        {may('watering.change') && (
          <button type="button" class="button plain" onClick={props.edit}>
            {w('editProgram')}
          </button>
        )}
      </div>
    </article>
  )
}
