# @summary A sub-role: what the members of one Unix group may do by sudo, and the proof of it.
type Profile::Subrole = Struct[{
    # What it is for, in a sentence; heads the sudoers file.
    summary => String[1],
    # In sudoers syntax. Tags come before commands: NOPASSWD, NOEXEC, NOFOLLOW.
    rules   => Array[
      Struct[{
          runas    => String[1],
          tags     => Array[Enum['NOPASSWD', 'NOEXEC', 'NOFOLLOW', 'LOG_OUTPUT']],
          commands => Array[String[1], 1],
      }],
      1
    ],
    # Commands as a member would give them to sudo; an engine test runs each on a real host.
    allows  => Array[String[1], 1],
    denies  => Array[String[1]],
}]
