import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROLES, type Role } from '../../src/admin/roles.js'
import { openTestDashboard, type TestDashboard } from '../support/dashboard.js'

const ENTRIES: Readonly<Record<Role, readonly string[]>> = {
  admin: ['Overview', 'Studies', 'Review', 'Models', 'People', 'Audit', 'Health', 'Clients'],
  reviewer: ['Overview', 'Studies', 'Review', 'Models'],
  auditor: ['Overview', 'Studies', 'Models', 'Audit', 'Health'],
  staff: [],
}

describe('the frame of the dashboard', () => {
  let web: TestDashboard
  beforeAll(async () => {
    web = await openTestDashboard()
  })
  afterAll(() => web.close())

  it.each(ROLES.filter((role) => role !== 'staff'))(
    'leads %s to the pages that they may open',
    async (role) => {
      const text = await (await web.get('/dashboard/studies', await web.as(role))).text()
      const labels = [...text.matchAll(/<li><a class="side-link"[^>]*>(?:<svg.*?<\/svg>)([^<]+)<\/a>/gs)]
      expect(labels.map(([, label]) => label)).toEqual(ENTRIES[role])
      expect(text).toContain('href="/dashboard/account"')
      expect(text).toContain('href="/dashboard/studies" aria-current="page"')
    },
  )

  it('is not around the pages that everybody sees', async () => {
    const text = await (await web.get('/upload', await web.as('admin'))).text()
    expect(text).not.toContain('class="side"')
    expect(text).toContain('href="/dashboard/studies"')
  })

  it('is kept by a list of real studies', async () => {
    const ids = await web.seed(10)
    const text = await (await web.get('/dashboard/studies', await web.as('admin'))).text()
    for (const id of ids) expect(text).toContain(`href="/dashboard/studies/${id}"`)
  })
})
