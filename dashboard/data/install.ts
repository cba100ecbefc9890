/** The browser's offer to put the app on the home screen, kept until somebody takes it. */
import { signal } from '@preact/signals'

interface Offer extends Event {
  prompt(): Promise<void>
}

export const installOffer = signal<Offer | null>(null)

addEventListener('beforeinstallprompt', event => {
  event.preventDefault()
  installOffer.value = event as Offer
})
addEventListener('appinstalled', () => {
  installOffer.value = null
})

export async function install(): Promise<void> {
  await installOffer.value?.prompt()
  installOffer.value = null
}
