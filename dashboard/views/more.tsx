import { signOut } from '../data/session.ts'
import { user } from '../data/store.ts'
import { w } from '../data/words.ts'
import { Icon } from '../widgets/icon.tsx'
import { icons } from '../widgets/icons.ts'
import { REST } from '../widgets/navigation.tsx'

/** The pages that do not fit a phone's bottom bar, and the way out. */
export default function More() {
  return (
    <div class="page">
      <h1>{w('more')}</h1>
      <ul class="list">
        {REST.map(({ href, word, icon }) => (
          <li key={href}>
            <a class="item" href={href}>
              <Icon svg={icon} />
              {w(word)}
            </a>
          </li>
        ))}
      </ul>
      <div class="row between">
        <span class="quiet">{user.value?.displayName || user.value?.username}</span>
        <button type="button" class="button" onClick={() => void signOut()}>
          <Icon svg={icons.signOut} />
          {w('signOut')}
        </button>
      </div>
    </div>
  )
}
