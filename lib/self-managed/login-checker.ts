/**
 * Who decides about logins: memcached asks Cyrus SASL, which asks a program on a Unix socket ("saslauthd"). That program is
 * this one, in the Perl that every image of Debian has. The password file of the official image (`MEMCACHED_SASL_PWDB`) holds
 * one password for each user, so no password could be changed without locking clients out; and other builds have none.
 *
 * It listens, and then becomes memcached; its child goes on answering. Passwords reach it in variables, which it takes away
 * from memcached. There is no single quote in it, because the shell quotes it with those.
 */
export const LOGIN_CHECKER = `
use strict; use warnings; use IO::Socket::UNIX;
my ($path, @memcached) = @ARGV;
my $user = $ENV{MEMCACHED_USER};
my %taken;
for my $name (qw(PASSWORD UPCOMING_PASSWORD PREVIOUS_PASSWORD OLDER_PASSWORD)) {
  my $password = delete $ENV{"MEMCACHED_$name"};
  $taken{$password} = 1 if defined $password && length $password && $password ne "none";
}
die "no password\\n" unless %taken;
my $door = IO::Socket::UNIX->new(Local => $path, Listen => 4096) or die "cannot listen on $path: $!\\n";
my $memcached = $$;
my $child = fork;
die "cannot fork: $!\\n" unless defined $child;
if ($child) { exec { $memcached[0] } @memcached or die "cannot run $memcached[0]: $!\\n"; }
while (getppid == $memcached) {
  my $bits = ""; vec($bits, fileno $door, 1) = 1;
  next unless select($bits, undef, undef, 1) > 0;
  my $asking = $door->accept or next;
  eval {
    local $SIG{PIPE} = "IGNORE";
    local $SIG{ALRM} = sub { die "too slow\\n" };
    alarm 2;
    my @fields;
    for (1 .. 4) {
      die "cut off\\n" unless 2 == read $asking, my $length, 2;
      my $text = ""; $length = unpack "n", $length;
      die "cut off\\n" unless $length == read $asking, $text, $length;
      push @fields, $text;
    }
    my ($login, $password, $service) = @fields;
    my $right = $login eq $user && exists $taken{$password} && $service eq "memcached";
    print $asking pack "n/a*", $right ? "OK" : "NO";
    $login =~ s/[^\\w.@-]/?/g;
    print STDERR "login refused: user " . substr($login, 0, 64) . "\\n" unless $right;
  };
  alarm 0;
  close $asking;
}
`;

/** Logs in to this node, as a client does, with the password that clients have now. */
export function loginProbe(port: number): string {
  return `
use strict; use IO::Socket::INET;
alarm 4;
my $node = IO::Socket::INET->new(PeerAddr => "127.0.0.1:${port}", Timeout => 3) or exit 1;
my $plain = "PLAIN\\0$ENV{MEMCACHED_USER}\\0$ENV{MEMCACHED_PASSWORD}";
print $node pack("CCnCCnNNNN", 0x80, 0x21, 5, 0, 0, 0, length $plain, 0, 0, 0), $plain; $node->flush;
exit 1 unless 24 == read $node, my $head, 24;
exit(unpack("x6n", $head) == 0 ? 0 : 1);
`;
}
