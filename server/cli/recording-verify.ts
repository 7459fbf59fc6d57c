import { readFile } from 'node:fs/promises'
import { messageOf } from '../kernel/app-error.ts'
import { publicKeyFile, readVerifier, type Verifier } from '../recordings/keys.ts'
import { faultText, verifyRecording } from '../recordings/verify.ts'
import { type Command, EXIT, wrongUse } from './command.ts'
import { settingsOf } from './settings.ts'

/** Needs no server, no database and no network. Only `verified` exits with 0. */
export const recordingVerify: Command = {
  name: 'recording verify',
  summary: 'Proves, with the public key alone, that a recording is as it was written.',
  usage: 'FOLDER [--key FILE]',
  options: {
    key: {
      type: 'string',
      help: 'the public key, PEM; recordings.pub of the data folder, if left out',
    },
  },
  operands: { min: 1, max: 1 },

  async run(args, io) {
    const [folder = ''] = args.operands
    const { key } = args.options
    const keyFile = typeof key === 'string' ? key : publicKeyFile(settingsOf(io).dataFolder)
    const verifier = await verifierIn(keyFile)
    const found = await verifyRecording(folder, verifier).catch(error => {
      throw wrongUse(`The folder ${folder} can't be read: ${messageOf(error)}.`)
    })
    if (found === null) {
      throw wrongUse(
        `There is no recording in ${folder}: name the folder of one, DATA/recordings/ID.`,
      )
    }
    const { state, detail, faults } = found
    return {
      exit: state === 'verified' ? EXIT.ok : EXIT.wanting,
      json: { ...found, key: verifier.id },
      text: faults.length === 0 ? `${state}: ${detail}` : faults.map(faultText).join('\n'),
    }
  },
}

const verifierIn = async (file: string): Promise<Verifier> => {
  try {
    return readVerifier(await readFile(file, 'utf8'))
  } catch (error) {
    throw wrongUse(`The public key ${file} can't be used: ${messageOf(error)}.`)
  }
}
