# @summary The public build page: a small application behind a web server.
#
# A role names profiles and nothing else.
class role::www {
  contain profile::base
  contain profile::subroles
  contain profile::builds
  contain profile::www
}
