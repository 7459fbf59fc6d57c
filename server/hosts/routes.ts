import { Hono } from 'hono'
import type { AppEnv } from '../http/env.ts'
import { notFound } from '../kernel/app-error.ts'
import { guard } from '../people/guard.ts'
import type { Images } from './images.ts'
import type { ImageView } from './view.ts'

/** The state of images is part of GET /status; here one is made again. */
export const imageRoutes = ({ images }: { images: Images }) =>
  new Hono<AppEnv>().post('/images/:name/build', guard('image:build'), c => {
    const name = c.req.param('name')
    const view = (): ImageView | undefined => images.status().find(one => one.name === name)
    const before = view()
    if (before === undefined) throw notFound('image')
    // Minutes long: the answer says that it began, GET /status and notices say the rest.
    void images.build(name, { fresh: before.state === 'ready' })
    return c.json<ImageView>(view() ?? before, 202)
  })
