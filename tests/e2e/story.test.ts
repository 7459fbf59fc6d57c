import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { signIn, type Visitor } from '../support/browser.ts'
import { at, idIn, invite, PATIENCE, recorded, typeLine } from '../support/journey.ts'
import { useStage } from '../support/stage.ts'

const stage = useStage('story')

const check = (page: Page, title: string) =>
  page.getByRole('region', { name: 'Checks' }).getByRole('listitem').filter({ hasText: title })

const attemptOf = async (page: Page): Promise<{ labId: string }> =>
  (await page.request.get(at(page, `/api/attempts/${idIn(page)}`))).json()

/**
 * Leaves the proxy's edit to an editor that types nothing wrong, through the sub-role's sudo. One
 * line, because sudo passes what is typed ahead on to the program that it runs.
 */
const FIX = [
  '. /etc/default/builds',
  'SUDO_EDITOR="sed -i s/8080/$BUILDS_PORT/" sudoedit /etc/nginx/sites-available/builds',
  'sudo nginx -t',
  'sudo systemctl reload nginx',
].join(' && ')

const repairsThePage = async ({ page }: Visitor): Promise<string> => {
  await page.getByRole('link', { name: 'Exercises' }).click()
  await page.getByRole('button', { name: 'Start' }).click()
  const answers = check(page, 'The build page answers through the front end')
  await answers.getByText('502 from nginx').waitFor({ timeout: PATIENCE })
  const { labId } = await attemptOf(page)

  await page.locator('textarea.xterm-helper-textarea:focus').waitFor()
  await recorded(page, labId, 'ada@www01')
  await typeLine(page, 'sudo tail -n 1 /var/log/nginx/error.log')
  await recorded(page, labId, 'Connection refused')
  await typeLine(page, FIX)
  await answers.getByText('200 from nginx').waitFor({ timeout: PATIENCE })
  await page.getByRole('heading', { name: 'Debrief' }).waitFor({ timeout: PATIENCE })
  return labId
}

const reviews = async ({ page }: Visitor, labId: string) => {
  await page.getByRole('link', { name: 'Recordings' }).click()
  await page.getByRole('link', { name: /The build page answers 502/ }).click()
  await expect.poll(() => idIn(page)).toBe(labId)
  await page.getByRole('button', { name: 'Play' }).click()
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByRole('slider', { name: 'Time' }).press('End')

  await page.getByLabel(/^Comment at/).fill('Read the log before touching anything.')
  await page.getByRole('button', { name: 'Comment', exact: true }).click()
  await page.getByRole('listitem').filter({ hasText: 'Read the log before' }).waitFor()

  const review = page.getByRole('region', { name: 'Your review' })
  const items = review.getByRole('radiogroup')
  for (let n = 0; n < (await items.count()); n++) {
    await items.nth(n).getByText('4', { exact: true }).click()
    await review.getByRole('button', { name: '+ cite this moment' }).nth(n).click()
    await review.getByRole('textbox', { name: /^What .* shows$/ }).fill('the moment')
    await review.getByRole('button', { name: /^Cite / }).click()
  }
  await review.getByLabel('Summary for the apprentice').fill('Calm and careful.')
  await page.getByText('draft saved').waitFor()
  await page.getByRole('button', { name: 'Submit review' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Submit review' }).click()
  await page.getByText('Your review is submitted').waitFor()
}

const readsTheReview = async ({ page }: Visitor, labId: string) => {
  await page.goto(at(page, `/recordings/${labId}`))
  await page.getByText('Calm and careful.').waitFor()
}

describe('Hatchery, from the first start to a verdict', () => {
  it('lets an apprentice repair a real host and a reviewer judge it', async () => {
    const { hatchery, browser } = stage()
    const owner = await signIn(browser, await hatchery.ownerLink())
    await owner.page.goto(at(owner.page, '/start'))
    await owner.page.getByText('Everything is ready').waitFor({ timeout: PATIENCE })
    const ada = await signIn(browser, await invite(owner.page, 'ada', 'apprentice'))
    const rex = await signIn(browser, await invite(owner.page, 'rex', 'reviewer'))

    const labId = await repairsThePage(ada)
    await ada.page.getByRole('button', { name: 'Finish' }).click()
    await ada.page.getByRole('link', { name: 'See what a reviewer will see' }).waitFor()

    await reviews(rex, labId)
    await readsTheReview(ada, labId)
    await ada.page.goto(at(ada.page, '/'))
    await ada.page.getByText('Solved “The build page answers 502”').waitFor()
  })
})
