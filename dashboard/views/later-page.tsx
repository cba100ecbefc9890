/**
 * Pages that are fetched when they are first opened. One that cannot be fetched is either gone, because a newer version
 * was installed since the browser read the index, or out of reach: the first is mended by a reload, the second by waiting.
 */
import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { w } from '../data/words.ts'
import { Empty, Skeletons } from '../widgets/answer.tsx'

interface PageProps {
  /** What follows the page's own name in the address: an id, a tab. */
  readonly rest: string
}
export type Page = ComponentType<PageProps>

const ASK_EVERY_MS = 3000
/** A page that is missing after a reload too is not reloaded for ever. */
const RELOAD_AGAIN_AFTER_MS = 60_000
const RELOADED_AT = 'steward.reloaded-at'

export function later(load: () => Promise<{ default: Page }>): Page {
  let here: Page | undefined
  return props => {
    const [missing, setMissing] = useState(false)
    const [, redraw] = useState(0)
    useEffect(() => {
      if (here !== undefined) return
      load().then(
        module => {
          here = module.default
          redraw(1)
        },
        () => setMissing(true),
      )
    }, [])
    if (missing) return <Missing />
    if (here === undefined) return <Skeletons />
    const Here = here
    return <Here {...props} />
  }
}

function Missing() {
  useEffect(() => {
    void reloadWhenServed()
    const timer = setInterval(() => void reloadWhenServed(), ASK_EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <Empty title={w('failed')} text={w('pageMissing')}>
      <button type="button" class="button" onClick={() => location.reload()}>
        {w('tryAgain')}
      </button>
    </Empty>
  )
}

async function reloadWhenServed(): Promise<void> {
  const before = Number(sessionStorage.getItem(RELOADED_AT) ?? 0)
  if (Date.now() - before < RELOAD_AGAIN_AFTER_MS) return
  // Whatever the answer is, somebody gave it; addresses of the API are never answered by the service worker.
  const served = await fetch('/api/v1/session').then(
    () => true,
    () => false,
  )
  if (!served) return
  sessionStorage.setItem(RELOADED_AT, String(Date.now()))
  location.reload()
}
