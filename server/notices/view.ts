/** What a browser is told over `GET /api/notices` (server-sent events): look again at this. */
export type Notice = {
  topic:
    | 'status'
    | 'labs'
    | 'attempts'
    | 'terminals'
    | 'recordings'
    | 'reviews'
    | 'incubations'
    | 'members'
    | 'path'
  /** The thing's id; null: the list. */
  id: string | null
}
