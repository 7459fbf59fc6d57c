# @summary Sub-roles: bundles of limited sudo, each a Unix group and a file in /etc/sudoers.d.
#
# A member is given a sub-role by joining its group. Rules in files that Puppet does not know are
# removed: who may do what is in the control repo alone.
#
# @param bundles
#   Name of the sub-role, which is also its group and its file, to what it may do.
#
# @example In data/roles/www.yaml
#   profile::subroles::bundles:
#     web-operator:
#       summary: Looks after the web server
#       rules:
#         - runas: root
#           tags: [NOPASSWD, NOEXEC]
#           commands: [/usr/bin/systemctl reload nginx]
#       allows: [systemctl reload nginx]
#       denies: [systemctl reload ssh]
class profile::subroles (
  Hash[Pattern[/\A[a-z][a-z0-9-]{1,30}\z/], Profile::Subrole] $bundles,
) {
  file { '/etc/sudoers.d':
    ensure  => directory,
    owner   => 'root',
    group   => 'root',
    mode    => '0750',
    recurse => true,
    purge   => true,
    ignore  => 'README',
    require => Package['sudo'],
  }

  $bundles.each |$subrole, $bundle| {
    group { $subrole:
      ensure => present,
      system => true,
    }

    file { "/etc/sudoers.d/${subrole}":
      ensure       => file,
      owner        => 'root',
      group        => 'root',
      mode         => '0440',
      content      => epp('profile/sudoers.epp', { 'group' => $subrole, 'bundle' => $bundle }),
      validate_cmd => '/usr/sbin/visudo -cqf %',
      require      => Group[$subrole],
    }
  }
}
