/**
 * Lets this process import TypeScript from now on. Works once the dependencies are in place.
 */
export const allowTypeScript = async () => {
  const { register } = await import('tsx/esm/api')
  register()
}
