/** Topic filters in which one level is the device's name. */
const DEVICE = '{device}'
const LEVELS_MAX = 16

/** What is wrong with a mapping's filter, as a word; undefined when it can be used. */
export function faultOfFilter(filter: string): 'empty' | 'wildcard' | 'too-wide' | 'two-devices' | undefined {
  const levels = filter.split('/')
  if (filter.trim() === '' || levels.length > LEVELS_MAX || filter.startsWith('$')) return 'empty'
  const bad = (level: string, place: number) =>
    level === '#' ? place !== levels.length - 1 : level !== '+' && level !== DEVICE && /[+#{}\0]/.test(level)
  if (levels.some(bad)) return 'wildcard'
  if (levels.filter(level => level === DEVICE).length > 1) return 'two-devices'
  // `#` or `+/+` would take every device of every dialect.
  return levels.every(level => level === '#' || level === '+' || level === DEVICE) ? 'too-wide' : undefined
}

/** Whether a topic fits, and the device it names; undefined when it does not fit. */
export function matchOf(filter: string, topic: string): { readonly device: string | undefined } | undefined {
  const levels = filter.split('/')
  const said = topic.split('/')
  let device: string | undefined
  for (const [place, level] of levels.entries()) {
    if (level === '#') return { device }
    const word = said[place]
    if (word === undefined) return undefined
    if (level === DEVICE) device = word === '' ? undefined : word
    else if (level !== '+' && level !== word) return undefined
  }
  return said.length === levels.length ? { device } : undefined
}

/** A filter for a topic that came: the level that most looks like a device's own name is `{device}`. */
export function filterFor(topic: string): string {
  const levels = topic.split('/')
  const place = levels.findLastIndex(level => /\d/.test(level) && level.length >= 3)
  return place < 1 ? topic : levels.map((level, at) => (at === place ? DEVICE : level)).join('/')
}
