/** The one row of tabs: links, so that each has an address, opens in a new window and is read out as what it is. */
import { useEffect, useRef } from 'preact/hooks'

export interface TabLink {
  /** What follows the page in the address; empty for the first. */
  readonly id: string
  readonly text: string
}

/** Arrow keys, Home and End walk along it, Tab goes from link to link; where it is too long, the open one is in view. */
export function TabBar(props: {
  readonly label: string
  /** The page's own address. */
  readonly base: string
  readonly tabs: readonly TabLink[]
  readonly here: string | undefined
  /** Left out on paper. */
  readonly noPrint?: boolean
}) {
  const { label, base, tabs, here, noPrint } = props
  const bar = useRef<HTMLElement>(null)
  useEffect(() => {
    const open = bar.current?.querySelector<HTMLElement>('[aria-current]')
    if (bar.current !== null && open != null) bar.current.scrollLeft = centred(bar.current, open)
  }, [here])
  return (
    <nav ref={bar} class={noPrint ? 'tabs no-print' : 'tabs'} aria-label={label} onKeyDown={walk}>
      {tabs.map(({ id, text }) => (
        <a key={id} href={id === '' ? base : `${base}/${id}`} aria-current={id === here ? 'page' : undefined}>
          {text}
        </a>
      ))}
    </nav>
  )
}

function centred(bar: HTMLElement, open: HTMLElement): number {
  return open.offsetLeft - bar.offsetLeft - (bar.clientWidth - open.offsetWidth) / 2
}

function walk(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  // With one of these, the browser has its own use for the key.
  if (event.altKey || event.ctrlKey || event.metaKey) return
  const links = [...event.currentTarget.querySelectorAll('a')]
  const at = links.indexOf(document.activeElement as HTMLAnchorElement)
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: links.length - 1 }[event.key]
  if (at < 0 || to === undefined) return
  event.preventDefault()
  links[(to + links.length) % links.length]?.focus()
}
