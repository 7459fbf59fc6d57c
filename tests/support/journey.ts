import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** A lab starts in about 4 s on two idle cores; loaded ones may take ten times as long. */
export const PATIENCE = 60_000

/** An address of the server that the page is on. */
export const at = (page: Page, path: string): string => new URL(path, page.url()).href

/** The id at the end of the page's address. */
export const idIn = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? ''

/** Types a line into the terminal that has the keyboard. */
export const typeLine = async (page: Page, line: string): Promise<void> => {
  await page.locator('textarea.xterm-helper-textarea:focus').waitFor({ timeout: PATIENCE })
  await page.keyboard.type(line)
  await page.keyboard.press('Enter')
}

/** Waits until the server's recording of the lab's first terminal holds the text. */
export const recorded = async (page: Page, labId: string, text: string): Promise<void> => {
  const url = at(page, `/api/recordings/${labId}/terminals/1`)
  const cast = async () => (await page.request.get(url)).text()
  await expect.poll(cast, { timeout: PATIENCE }).toContain(text)
}

export const choose = async (page: Page, label: RegExp, option: RegExp): Promise<void> => {
  await page.getByRole('dialog').getByRole('button', { name: label }).click()
  await page.getByRole('option', { name: option }).click()
}

/** Makes an account on the members page; the one-time link is what comes of it. */
export const invite = async (page: Page, login: string, role: string): Promise<string> => {
  await page.goto(at(page, '/members?invite=1'))
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Login').fill(login)
  await choose(page, /Role/, new RegExp(`^${role}`))
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  return page.getByRole('textbox', { name: 'Sign-in link' }).inputValue()
}
