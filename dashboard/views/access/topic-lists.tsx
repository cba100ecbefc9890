import { a } from './words.ts'

export function TopicLists({
  publish,
  subscribe,
}: {
  publish: readonly string[]
  subscribe: readonly string[]
}) {
  const lists = [
    [a('publish'), publish],
    [a('subscribe'), subscribe],
  ] as const
  return (
    <dl class="access-facts">
      {lists.map(([label, filters]) => (
        <div key={label}>
          <dt class="small quiet">{label}</dt>
          <dd>
            {filters.length === 0 ? a('nothing') : filters.map(filter => <code class="topic">{filter}</code>)}
          </dd>
        </div>
      ))}
    </dl>
  )
}
