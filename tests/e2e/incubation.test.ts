import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { IncubationView } from '../../server/incubation/view.ts'
import { signIn } from '../support/browser.ts'
import { at, choose, idIn, invite, PATIENCE, recorded, typeLine } from '../support/journey.ts'
import { useStage } from '../support/stage.ts'

const stage = useStage('incubation')

const viewOf = async (page: Page, id: string): Promise<IncubationView> =>
  (await page.request.get(at(page, `/api/incubations/${id}`))).json()

const probes = ({ strip }: IncubationView): number =>
  strip.reduce((sum, { up, down }) => sum + up + down, 0)

const opens = async (page: Page): Promise<string> => {
  await page.goto(at(page, '/incubation'))
  await page.getByRole('button', { name: 'Start an incubation' }).first().click()
  const dialog = page.getByRole('dialog')
  await choose(page, /Member/, /^ada/)
  await dialog.getByLabel('Service and host name').fill('status')
  await dialog.getByLabel('Charter').fill('Shows how the builds are doing.')
  await dialog.getByLabel('Probe every, seconds').fill('2')
  await dialog.getByRole('button', { name: 'Start it' }).click()
  await page.waitForURL(/\/incubation\/[0-9a-z]{16}$/)
  return idIn(page)
}

const uptime = (page: Page) => page.getByRole('region', { name: 'Uptime' })

const closes = async (page: Page) => {
  await page.getByLabel('Note what you see').fill('Stopped and started it with a plan.')
  await page.getByRole('button', { name: 'Add observation' }).click()
  await page.getByRole('article').getByText('Stopped and started it').waitFor()
  await page.getByRole('button', { name: /verdict/i }).click()
  await page.getByRole('dialog').getByLabel('Reason').fill('Steady hands.')
  await page.getByRole('dialog').getByRole('button', { name: 'Close it' }).click()
  await page.getByRole('region', { name: 'Verdict' }).getByText('Steady hands.').waitFor()
}

describe('A service in incubation', () => {
  it('turns red and green with its service, outlives a restart, and gets a verdict', async () => {
    const { hatchery, browser } = stage()
    const { page: owner } = await signIn(browser, await hatchery.ownerLink())
    await owner.goto(at(owner, '/start'))
    await owner.getByText('Everything is ready').waitFor({ timeout: PATIENCE })
    const { page: ada } = await signIn(browser, await invite(owner, 'ada', 'apprentice'))
    const id = await opens(owner)
    await uptime(owner).getByText('Up', { exact: true }).first().waitFor({ timeout: PATIENCE })

    await ada.goto(at(ada, `/incubation/${id}`))
    await typeLine(ada, 'sudo systemctl stop builds')
    await uptime(owner).getByText('answered 502, expected 200').first().waitFor({
      timeout: PATIENCE,
    })
    await typeLine(ada, 'sudo systemctl start builds')
    await expect
      .poll(async () => (await viewOf(owner, id)).last?.up, { timeout: PATIENCE })
      .toBe(true)

    const before = await viewOf(owner, id)
    expect(await hatchery.stop()).toBe(0)
    await hatchery.start()
    await expect
      .poll(async () => probes(await viewOf(owner, id)), { timeout: PATIENCE })
      .toBeGreaterThan(probes(before))
    expect((await viewOf(owner, id)).flips).toEqual(expect.arrayContaining(before.flips))

    await ada.getByText('connected', { exact: true }).waitFor({ timeout: PATIENCE })
    await typeLine(ada, 'echo still-$((40 + 2))')
    await recorded(ada, before.lab.id, 'still-42')

    await owner.goto(at(owner, `/incubation/${id}`))
    await closes(owner)
    const labs = await owner.request.get(at(owner, '/api/labs'))
    expect(await labs.json()).toEqual([])
  })
})
