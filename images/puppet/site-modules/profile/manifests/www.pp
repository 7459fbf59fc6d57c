# @summary The web server in front of the build page.
#
# @param server_name
#   The name that visitors use.
# @param backend
#   Where a new host's web server looks for the application.
class profile::www (
  String[1] $server_name,
  String[1] $backend,
) {
  package { 'nginx':
    ensure => installed,
  }

  # Seeded, not kept: the web operators edit the site on the host, so that Puppet gives a new host
  # a file that works and leaves it alone from then on.
  file { '/etc/nginx/sites-available/builds':
    ensure  => file,
    owner   => 'root',
    group   => 'root',
    mode    => '0644',
    replace => false,
    content => epp('profile/nginx-site.epp', {
        'server_name' => $server_name,
        'backend'     => $backend,
    }),
    require => Package['nginx'],
    notify  => Service['nginx'],
  }

  file { '/etc/nginx/sites-enabled/builds':
    ensure  => link,
    target  => '/etc/nginx/sites-available/builds',
    require => File['/etc/nginx/sites-available/builds'],
    notify  => Service['nginx'],
  }

  file { '/etc/nginx/sites-enabled/default':
    ensure  => absent,
    require => Package['nginx'],
    notify  => Service['nginx'],
  }

  service { 'nginx':
    ensure  => running,
    enable  => true,
    # A running server keeps its connections: take up new settings without stopping.
    restart => '/usr/bin/systemctl reload nginx',
    require => Package['nginx'],
  }
}
