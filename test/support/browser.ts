import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

/** The machine's own Chromium, without any of its calls home. */
export async function openBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('Chromium is not installed: run "node setup.mjs --system"')
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

interface Door {
  readonly url: string
  readonly password: string
}

/** Fills in the card of whatever page asks who is there, as the administrator of the first start. */
export async function signIn(page: Page, { password }: Pick<Door, 'password'>): Promise<void> {
  await page.getByTestId('sign-in-username').fill('admin')
  await page.getByTestId('sign-in-password').fill(password)
  await page.getByTestId('sign-in-submit').click()
}

/** The overview, signed in and with something to say. */
export async function openOverview(page: Page, door: Door): Promise<void> {
  await page.goto(door.url)
  await signIn(page, door)
  await page.getByTestId('sentence').waitFor()
}
