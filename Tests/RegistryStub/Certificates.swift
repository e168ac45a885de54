extension RegistryStub {
    /// Certificates for tests, made by `make-certificates.sh`; their keys are known to everybody.
    public enum Certificates {
        /// The authority that signed the server and the client.
        public static let authority = """
            -----BEGIN CERTIFICATE-----
            MIIBbjCCARSgAwIBAgIUaDvJROlCwIFftpKE2Qop4ev+cJMwCgYIKoZIzj0EAwIw
            FDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAx
            MDAwMDAwWjAUMRIwEAYDVQQDDAlhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjO
            PQMBBwNCAAT64modGTRoSUgcTq7AbbL7zCrTQ/NOasZbQCiK6k7dMuUhzwf2onhp
            G3hnUkfgQoTLHBTC79BKlI4gPD7wyXfeo0IwQDAPBgNVHRMBAf8EBTADAQH/MA4G
            A1UdDwEB/wQEAwICBDAdBgNVHQ4EFgQUWZDIyPgPK4JNT0Kin2lYA0xHIPQwCgYI
            KoZIzj0EAwIDSAAwRQIgZAlY3wmFjNwiCaHbDh+qsxNomwoltC/DnBScLIU8TxcC
            IQCHmWViQoS2mY9Y/opvXjVKaojOf2kTNkYuNvP+iAYBeA==
            -----END CERTIFICATE-----
            """
        /// An authority that signed nothing.
        public static let stranger = """
            -----BEGIN CERTIFICATE-----
            MIIBbTCCARKgAwIBAgIUJLk6370bKklgCzTBkV+bSm53GwQwCgYIKoZIzj0EAwIw
            EzERMA8GA1UEAwwIc3RyYW5nZXIwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEw
            MDAwMDBaMBMxETAPBgNVBAMMCHN0cmFuZ2VyMFkwEwYHKoZIzj0CAQYIKoZIzj0D
            AQcDQgAEjdT90VGctBr2QEfr8aEknxqNRKMaiHvvcF8ARRJxFU4Pfh1e+IbMM5uP
            RnknS2glyVzC3AyMfAWKXITbiPowH6NCMEAwDwYDVR0TAQH/BAUwAwEB/zAOBgNV
            HQ8BAf8EBAMCAgQwHQYDVR0OBBYEFN4j0U0WrLTZ9XrgLZiJTBSp+/O/MAoGCCqG
            SM49BAMCA0kAMEYCIQCFgb+XHO6a9Km3QHWxD0pQzs7rFCcblWiZfSNou7oKkQIh
            APoEr4+tfOYHkUgzeyBhSRIbjQGfpNWzBcTdT4MZMj2S
            -----END CERTIFICATE-----
            """
        /// A server at 127.0.0.1 and localhost.
        public static let server = """
            -----BEGIN CERTIFICATE-----
            MIIBmzCCAUKgAwIBAgIUGCs1Fomk/uZcunsvE+Auq9BK5IEwCgYIKoZIzj0EAwIw
            FDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAx
            MDAwMDAwWjARMQ8wDQYDVQQDDAZzZXJ2ZXIwWTATBgcqhkjOPQIBBggqhkjOPQMB
            BwNCAATqbb/Zbu8x5tk+YKnkVv6IRJSY2KKKuSrQ9GLegaE9GtxQQpBBuqi+VF3T
            aXMhUshWinQBhtYHPP8+9aKMux+wo3MwcTAaBgNVHREEEzARhwR/AAABgglsb2Nh
            bGhvc3QwEwYDVR0lBAwwCgYIKwYBBQUHAwEwHQYDVR0OBBYEFGwG3TrAGXYqy7wt
            yhhfucgmtMgQMB8GA1UdIwQYMBaAFFmQyMj4DyuCTU9Cop9pWANMRyD0MAoGCCqG
            SM49BAMCA0cAMEQCICnXzic7JPyjQkgJFK+QoFcMp5xSiSjyCmkDDH8xGt92AiAI
            KCrfvtVXixtHb5HG0Y0inAUdQTChPuIm4e4FakIJJQ==
            -----END CERTIFICATE-----
            """
        /// The key of `server`.
        public static let serverKey = """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgbVrPYJMuyv/k5h9R
            p5aFxJAtxrEDajPFk/m7vNRQphWhRANCAATqbb/Zbu8x5tk+YKnkVv6IRJSY2KKK
            uSrQ9GLegaE9GtxQQpBBuqi+VF3TaXMhUshWinQBhtYHPP8+9aKMux+w
            -----END PRIVATE KEY-----
            """
        /// A client.
        public static let client = """
            -----BEGIN CERTIFICATE-----
            MIIBgDCCASagAwIBAgIUcQ2nZ+UpOhqwb13OPzzN2jZQ4ckwCgYIKoZIzj0EAwIw
            FDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAx
            MDAwMDAwWjARMQ8wDQYDVQQDDAZjbGllbnQwWTATBgcqhkjOPQIBBggqhkjOPQMB
            BwNCAATxIySWcC+yJb+Hffvr010VJEaezgxdcfkv02D3+gWqEUiiyuF5gCpnQYLq
            WedLSy4pb1Gxk1ig0TCp94yhrRzqo1cwVTATBgNVHSUEDDAKBggrBgEFBQcDAjAd
            BgNVHQ4EFgQUctxgZ5s1AR/sfKwH7s6xRovXdsEwHwYDVR0jBBgwFoAUWZDIyPgP
            K4JNT0Kin2lYA0xHIPQwCgYIKoZIzj0EAwIDSAAwRQIgVIMD20kEkaWAM4As8Jrv
            BWXNJ0jQaYuLursI1hUu95ECIQDW58QFdSRWylgbaxiwVtCNdS9vNi6jr6zgKCFC
            HaXN9w==
            -----END CERTIFICATE-----
            """
        /// The key of `client`.
        public static let clientKey = """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg05YcVK2oaWnx6noS
            G7nS3Vk2/LK5tYIW7TuRJE3f/ZShRANCAATxIySWcC+yJb+Hffvr010VJEaezgxd
            cfkv02D3+gWqEUiiyuF5gCpnQYLqWedLSy4pb1Gxk1ig0TCp94yhrRzq
            -----END PRIVATE KEY-----
            """
    }
}
