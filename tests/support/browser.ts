import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** Debian's Chromium, told to ask nobody anything. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.HATCHERY_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })

export type Visitor = {
  readonly page: Page
  readonly context: BrowserContext
  /** What the pages logged as errors, and what they threw. */
  readonly faults: string[]
}

/** Somebody with a browser profile of their own, signed in by their link. */
export const signIn = async (browser: Browser, link: string): Promise<Visitor> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', error => faults.push(error.message))
  page.on('console', message => {
    if (message.type() === 'error') faults.push(message.text())
  })
  await page.goto(link)
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  return { page, context, faults }
}

/** A picture of every open page, in `screenshots/` (not kept by git): what a failure looked like. */
export const pictureAll = async (browser: Browser, name: string): Promise<void> => {
  const pages = browser.contexts().flatMap(context => context.pages())
  await Promise.all(
    pages.map((page, n) => page.screenshot({ path: `screenshots/${name}-${n + 1}.png` })),
  )
}
