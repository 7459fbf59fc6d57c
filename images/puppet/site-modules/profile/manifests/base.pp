# @summary What holds for every host: packages, logs, jobs by the clock, the message of the day.
#
# Everything here is the same on all hosts of a role: an image is made on one host and booted as
# many, so that a resource which depended on the host's name would show up as drift.
#
# @param packages
#   Packages that are on every host.
# @param services
#   Services that run on every host, now and after a reboot.
# @param domain
#   The domain of the estate, for texts.
class profile::base (
  Array[String[1]] $packages,
  Array[String[1]] $services,
  String[1]        $domain,
) {
  package { $packages:
    ensure => installed,
  }

  service { $services:
    ensure  => running,
    enable  => true,
    require => Package[$packages],
  }

  file {
    default:
      ensure => file,
      owner  => 'root',
      group  => 'root',
      mode   => '0644',
      ;

    '/etc/motd':
      content => epp('profile/motd.epp', {
          'domain' => $domain,
          'role'   => $facts['hatchery_role'],
      }),
      ;

    '/etc/puppet/puppet.conf':
      content => epp('profile/puppet.conf.epp'),
      ;
  }
}
