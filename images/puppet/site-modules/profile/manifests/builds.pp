# @summary The build page: a small Python application that lists what /srv/builds holds.
#
# @param port
#   The port that a new host's application listens on.
# @param bind
#   The address that it listens on; the web server in front is on the same host.
# @param heading
#   The heading of the page.
class profile::builds (
  Integer[1, 65535] $port,
  String[1]         $bind,
  String[1]         $heading,
) {
  package { 'python3':
    ensure => installed,
  }

  group { 'builds':
    ensure => present,
    system => true,
  }

  user { 'builds':
    ensure  => present,
    gid     => 'builds',
    system  => true,
    home    => '/srv/builds',
    shell   => '/usr/sbin/nologin',
    comment => 'The build page',
  }

  file {
    default:
      ensure => file,
      owner  => 'root',
      group  => 'root',
      mode   => '0644',
      ;

    '/usr/local/lib/builds':
      ensure => directory,
      mode   => '0755',
      ;

    '/usr/local/lib/builds/builds.py':
      source => 'puppet:///modules/profile/builds/builds.py',
      mode   => '0755',
      notify => Service['builds'],
      ;

    '/etc/systemd/system/builds.service':
      source => 'puppet:///modules/profile/builds/builds.service',
      notify => Service['builds'],
      ;

    # Seeded, not kept: the release team changes the settings of its application on the host, so
    # that Puppet gives a new host a file that works and leaves it alone from then on.
    '/etc/default/builds':
      replace => false,
      content => epp('profile/builds.default.epp', {
          'port'    => $port,
          'bind'    => $bind,
          'heading'=> $heading,
      }),
      ;

    '/srv/builds':
      ensure  => directory,
      owner   => 'builds',
      group   => 'builds',
      mode    => '0755',
      require => User['builds'],
      ;

    # Seeded as well: each build writes its own line here.
    '/srv/builds/marker':
      owner   => 'builds',
      group   => 'builds',
      replace => false,
      content => "No build has finished yet.\n",
      require => User['builds'],
      ;
  }

  service { 'builds':
    ensure  => running,
    enable  => true,
    require => [
      Package['python3'],
      File['/etc/default/builds', '/srv/builds/marker'],
    ],
  }
}
