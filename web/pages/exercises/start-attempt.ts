import { useNavigate } from '@solidjs/router'
import { useMutation, useQueryClient } from '@tanstack/solid-query'
import { api, json } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'

/** Starts an attempt and goes to its workspace, which shows how the lab comes up. */
export const useStartAttempt = () => {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation(() => ({
    mutationFn: (slug: string) => json(api.exercises[':slug'].attempts.$post({ param: { slug } })),
    onSuccess: attempt => {
      client.setQueryData(keys.attempt(attempt.id), attempt)
      void client.invalidateQueries({ queryKey: keys.attempts, exact: true })
      void client.invalidateQueries({ queryKey: keys.exercises })
      navigate(`/labs/${attempt.id}`)
    },
  }))
}
